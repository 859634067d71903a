module example.test/nothing

go 1.24
