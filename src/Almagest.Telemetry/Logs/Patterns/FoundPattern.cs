namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>Patterns of the lines that match a search.</summary>
/// <param name="Lines">Lines that match, those without a pattern among them.</param>
/// <param name="Patterns">The patterns, the most frequent first.</param>
public sealed record PatternReport(long Lines, IReadOnlyList<FoundPattern> Patterns);

/// <summary>A pattern of lines that match.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Template">What its lines have in common, <c>&lt;_&gt;</c> where they differ.</param>
/// <param name="LineFilter">The template as LogQL's <c>|&gt;</c> finds the lines.</param>
/// <param name="Service">Who writes such lines.</param>
/// <param name="FirstSeenNano">Time of the first such line ever.</param>
/// <param name="SampleLevel">Level of that line.</param>
/// <param name="Sample">That line.</param>
/// <param name="Counts">Matching lines by level and time.</param>
public sealed record FoundPattern(
    string Id, string Template, string LineFilter, string Service, long FirstSeenNano, string SampleLevel, string Sample, IReadOnlyList<PatternLines> Counts)
{
    /// <summary>How many lines match.</summary>
    public long Lines { get; } = Counts.Sum(static c => c.Lines);

    /// <summary>Time of the first and the last line that matches; where the search does not tell, the begin of their pieces of time.</summary>
    public (long FirstNano, long LastNano) Range => (Counts.Min(static c => c.FirstNano), Counts.Max(static c => c.LastNano));
}

/// <summary>Lines of one level in one piece of time.</summary>
/// <param name="Level">The level.</param>
/// <param name="TimeNano">Begin of the piece.</param>
/// <param name="Lines">How many.</param>
/// <param name="FirstNano">Time of the first of them, as far as it is known.</param>
/// <param name="LastNano">Time of the last of them, as far as it is known.</param>
public readonly record struct PatternLines(string Level, long TimeNano, long Lines, long FirstNano, long LastNano);
