import sbt._

object Versions {
  val auth0 = "1.44.2"
  val circe = "0.14.6"
  object Keys {
    val rsa = "0.22.1"
  }
}

object Dependencies {
  lazy val keys: ModuleID = "com.auth0" % "jwks-rsa" % Versions.Keys.rsa
  val circe = Seq("circe-core", "circe-parser").map("io.circe" %% _ % Versions.circe)
}
