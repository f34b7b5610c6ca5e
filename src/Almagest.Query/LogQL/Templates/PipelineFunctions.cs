using System.Security.Cryptography;
using System.Text;
using static Almagest.Query.LogQL.Templates.TemplateArguments;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Functions that Promtail's templates have and queries do not.</summary>
static class PipelineFunctions
{
    internal static IReadOnlyList<TemplateFunction> All { get; } =
    [
        new("Hash", 2, static a => Hash(SHA3_256.HashData, Text(a[0]) + Text(a[1]))),
        new("Sha2Hash", 2, static a => Hash(SHA256.HashData, Text(a[0]) + Text(a[1]))),
    ];

    internal static bool Has(string name) => All.Any(f => f.Name == name);

    static string Hash(Func<byte[], byte[]> hash, string text) => Convert.ToHexStringLower(hash(Encoding.UTF8.GetBytes(text)));
}
