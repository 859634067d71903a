package project

case class Project(name: String, share: Int) {
  def left: Int = share % 100
}
