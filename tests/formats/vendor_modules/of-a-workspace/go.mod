module example.test/root

go 1.24
