// a build without modules
name := "empty"
