name := "orders"

scalaVersion := "2.13.14"

val jwksVersion = "0.20.0" // the last one for Java 8
lazy val playVersion: String = "2.9.1"

libraryDependencies += guice
libraryDependencies ++= Seq(
  "com.auth0" % "java-jwt" % "3.19.4",
  "com.auth0"      % "jwks-rsa"     % jwksVersion exclude ("org.slf4j", "slf4j-api"),
  "com.typesafe.play" %% "play-json" % playVersion,
  "org.reactivemongo" %% "play2-reactivemongo" % s"$playVersion-play29",
  "javax.servlet" % "javax.servlet-api" % "[3.1,4)" % "provided",
  "org.scalatest" %%% "scalatest" % "3.2.+" % Test,
  // "com.auth0" % "auth0" % "1.0.0",
  "com.acme" % "kit" % "1.2.0" % "compile->compile;test->test" classifier "all"
)
libraryDependencySchemes += "org.scala-lang.modules" %% "scala-xml" % VersionScheme.Always
addCompilerPlugin("org.typelevel" % "kind-projector" % "0.13.3" cross CrossVersion.full)
