using System.Text;
using System.Text.RegularExpressions;

namespace Almagest.Server.Ingest.Logs.Pipelines.Stages;

/// <summary>
/// Reads lines of Kubernetes' container runtimes: <c>2026-11-21T05:00:00.1Z stderr F the line</c>. Time, stream and line are taken; parts of long
/// lines (tag P) are lines of their own.
/// </summary>
sealed partial class CriStage : IPipelineStage
{
    /// <inheritdoc/>
    public void Process(PipelineEntry entry)
    {
        if (Line().Match(entry.Line) is not { Success: true } match || !LogTime.TryParse(Encoding.UTF8.GetBytes(match.Groups["time"].Value), out var time))
            return;
        entry.Time = time;
        entry.Labels["stream"] = match.Groups["stream"].Value;
        entry.Extracted["flags"] = match.Groups["flags"].Value;
        entry.Line = match.Groups["content"].Value;
    }

    [GeneratedRegex(@"^(?<time>\S+) (?<stream>stdout|stderr) (?<flags>\S+) ?(?<content>.*)$", RegexOptions.Singleline)]
    private static partial Regex Line();
}
