using System.Security.Cryptography;
using System.Text;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Puts a keyed hash in place of values, so that equal ones can still be told but not read: <c>hash: {source: [user_id], secret: …}</c>. It replaces
/// labels, attributes and extracted values of these names, and the values where they stand in the line. Hashes are the first 16 digits of
/// HMAC-SHA-256, after <c>prefix</c>.
/// </summary>
sealed class HashStage(string[] sources, byte[] secret, string prefix) : IPipelineStage
{
    const int Digits = 16;

    // A shorter value stands in too many lines by chance: it is replaced in the field alone.
    const int MinLengthInLine = 4;

    internal static HashStage Create(StageOptions options)
    {
        var sources = options.List("source");
        if (sources.Length == 0)
            throw options.Invalid("\"source\" is needed: the names of the values to hash");
        return new HashStage(sources, Encoding.UTF8.GetBytes(options.Required("secret")), options.Text("prefix") ?? "");
    }

    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        foreach (var source in sources)
        {
            if (entry.Find(source) is not { Length: > 0 } value)
                continue;
            var hash = prefix + Hash(value);
            entry.Replace(source, hash);
            if (value.Length >= MinLengthInLine)
                entry.Line = entry.Line.Replace(value, hash, StringComparison.Ordinal);
        }
    }

    string Hash(string value) => Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(value)))[..Digits];
}
