val V = new {
  val jwt = "4.2.1"
}

libraryDependencies ++= {
  val sdk = "2.10.0"
  Seq(
    "com.auth0" % "auth0" % sdk withSources(),
    "com.auth0" % "java-jwt" % V.jwt
  )
}
