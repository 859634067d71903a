ThisBuild / scalaVersion := "3.5.2"

lazy val api = (project in file("api"))
  .settings(
    libraryDependencies ++= Seq(
      "com.auth0" % "auth0" % Versions.auth0,
      "com.auth0" % "java-jwt" % V.unknown,
      Dependencies.keys
    )
  )

lazy val jobs = (project in file("jobs")).settings {
  libraryDependencies += "com.auth0" % "auth0" % Versions.auth0 % "it,test"
}
