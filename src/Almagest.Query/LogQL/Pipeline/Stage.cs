namespace Almagest.Query.LogQL.Pipeline;

/// <summary>One step of a pipeline, ready to run. Not thread-safe: every query makes its own.</summary>
public abstract class Stage
{
    private protected Stage()
    {
    }

    /// <summary>Labels it reads.</summary>
    internal virtual IEnumerable<string> RequiredLabels => [];

    /// <summary>Changes the line or its labels; false when the line is dropped.</summary>
    internal abstract bool Process(LineState line);
}

/// <summary>A line on its way through a pipeline.</summary>
/// <param name="hints">What parsers need not do.</param>
public sealed class LineState(ParserHints hints)
{
    /// <summary>When it was written, Unix nanoseconds.</summary>
    public long TimeNano { get; set; }

    /// <summary>Its text.</summary>
    public string Text { get; set; } = "";

    /// <summary>Its labels.</summary>
    public LineLabels Labels { get; } = new(hints);
}
