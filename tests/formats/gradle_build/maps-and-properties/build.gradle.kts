extra["lockVersion"] = "2.10.0"
