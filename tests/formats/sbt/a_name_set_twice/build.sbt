lazy val a = project.settings {
  val auth0 = "2.0.0"
  libraryDependencies += "com.auth0" % "auth0" % auth0
}
lazy val b = project.settings {
  val auth0 = "2.1.0"
  libraryDependencies += "com.auth0" % "auth0" % auth0
}
