libraryDependencies ++= Seq(
<<<<<<< HEAD
  "com.auth0" % "java-jwt" % "4.4.0"
=======
  "com.auth0" % "java-jwt" % "4.5.0"
>>>>>>> next
)
