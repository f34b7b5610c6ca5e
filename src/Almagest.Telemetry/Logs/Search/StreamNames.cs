using Almagest.Model;
using Almagest.Query.PromQL.Sources;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Finds the name of a stream by its labels.</summary>
sealed class StreamNames
{
    readonly Dictionary<Labels, string> _names;

    StreamNames(Dictionary<Labels, string> names) => _names = names;

    internal static async Task<StreamNames> ReadAsync(LogQlQuestion question, IReadOnlyList<LabelMatcher> matchers, CancellationToken ct)
    {
        var streams = await question.Catalog.FindAsync(question.Tenant, matchers, question.FromNano, question.ToNano, ct);
        return new StreamNames(streams.GroupBy(static s => s.Labels).ToDictionary(static g => g.Key, static g => LogStreamId.Of(g.Select(static s => s.Key.ResourceId))));
    }

    /// <summary>The name; empty when the stream is younger than the list.</summary>
    internal string Of(Labels stream) => _names.GetValueOrDefault(stream, "");
}
