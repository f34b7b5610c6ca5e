using System.Text.Unicode;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>What Prometheus refuses in the lines that describe families.</summary>
static class FamilyRules
{
    /// <summary>What is wrong with a line, in Prometheus' words; null when it is as it should be.</summary>
    // Hot path: per line of metadata.
    internal static string? Check(ExpositionEntry entry, ReadOnlySpan<byte> family, ReadOnlySpan<byte> text, bool isOpenMetrics, bool hasText) => entry switch
    {
        ExpositionEntry.Type when !IsType(text, isOpenMetrics) => $"invalid metric type {GoText.Quote(text)}",
        ExpositionEntry.Help when isOpenMetrics && !hasText => "expected text in HELP",
        ExpositionEntry.Help when !Utf8.IsValid(text) => $"help text {GoText.Quote(text)} is not a valid utf8 string",
        ExpositionEntry.Unit when isOpenMetrics && text.Length > 0 && !IsSuffix(text, family) => $"unit {GoText.Quote(text)} not a suffix of metric {GoText.Quote(family)}",
        _ => null,
    };

    static bool IsType(ReadOnlySpan<byte> text, bool isOpenMetrics) =>
        text.SequenceEqual("counter"u8) || text.SequenceEqual("gauge"u8) || text.SequenceEqual("histogram"u8) || text.SequenceEqual("summary"u8)
        || (isOpenMetrics ? text.SequenceEqual("unknown"u8) || text.SequenceEqual("info"u8) || text.SequenceEqual("stateset"u8) || text.SequenceEqual("gaugehistogram"u8)
            : text.SequenceEqual("untyped"u8));

    static bool IsSuffix(ReadOnlySpan<byte> unit, ReadOnlySpan<byte> family) => family.Length > unit.Length && family.EndsWith(unit) && family[^(unit.Length + 1)] == '_';
}
