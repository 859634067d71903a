lazy val old = project.settings(scalaVersion := "2.12.19", libraryDependencies += "org.typelevel" %% "cats-core" % "2.10.0")
lazy val young = project.settings(scalaVersion := "3.4.1", libraryDependencies += "com.auth0" % "auth0" % "2.10.1")
