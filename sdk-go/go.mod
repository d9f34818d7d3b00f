module distos.dev/sdk-go

go 1.23
