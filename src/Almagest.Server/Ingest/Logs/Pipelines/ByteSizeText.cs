using System.Globalization;

namespace Almagest.Server.Ingest.Logs.Pipelines;

/// <summary>Sizes as Loki reads them: <c>8kb</c> is 8,192 bytes.</summary>
static class ByteSizeText
{
    static readonly (string Unit, long Bytes)[] Units = [("tb", 1L << 40), ("gb", 1L << 30), ("mb", 1L << 20), ("kb", 1L << 10), ("t", 1L << 40), ("g", 1L << 30), ("m", 1L << 20), ("k", 1L << 10), ("b", 1)];

    /// <summary>The size; null when it is none.</summary>
    internal static long? Parse(string text)
    {
        var lower = text.Trim().ToLowerInvariant();
        var (unit, bytes) = Units.FirstOrDefault(u => lower.EndsWith(u.Unit, StringComparison.Ordinal), ("", 1));
        return double.TryParse(lower[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 ? (long)(number * bytes) : null;
    }
}
