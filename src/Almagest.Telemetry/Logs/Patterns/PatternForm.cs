namespace Almagest.Telemetry.Logs.Patterns;

/// <summary>What of a line a pattern is of. The names are stored.</summary>
enum PatternForm
{
    /// <summary>The whole line.</summary>
    Line,

    /// <summary>The message in a line that is JSON or logfmt.</summary>
    Message,

    /// <summary>The names in a JSON line that has no message.</summary>
    Shape,
}
