namespace Almagest.Cli.Demo;

enum LogStyle { Json, Logfmt, Plain }

/// <summary>One service of the shop: what it is written in and how it logs. <paramref name="Delta"/>: exports metrics as differences.</summary>
sealed record ShopService(string Name, string Language, string Runtime, int Pods, LogStyle Logs, bool Delta = false)
{
    internal static readonly ShopService[] All =
    [
        new("storefront", "nodejs", "nodejs 22.11.0", 2, LogStyle.Json),
        new("api-gateway", "go", "go 1.25.3", 2, LogStyle.Json),
        new("cart", "dotnet", ".NET 10.0.0", 2, LogStyle.Json),
        new("catalog", "java", "OpenJDK 21.0.5", 3, LogStyle.Plain),
        new("search", "rust", "rustc 1.90.0", 2, LogStyle.Logfmt),
        new("recommendation", "python", "CPython 3.13.1", 1, LogStyle.Plain),
        new("assistant", "python", "CPython 3.13.1", 2, LogStyle.Json, Delta: true),
        new("checkout", "go", "go 1.25.3", 2, LogStyle.Logfmt),
        new("payment", "java", "OpenJDK 21.0.5", 2, LogStyle.Plain),
        new("shipping", "rust", "rustc 1.90.0", 1, LogStyle.Logfmt),
        new("inventory", "dotnet", ".NET 10.0.0", 2, LogStyle.Json),
        new("email-worker", "ruby", "ruby 3.4.1", 1, LogStyle.Logfmt, Delta: true),
    ];
}
