using System.Text;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Counts the records of a request that are refused and words the reasons of the first few.</summary>
sealed class Rejections
{
    const int MaxExplained = 3;

    readonly StringBuilder _message = new();

    /// <summary>How many records were refused.</summary>
    internal int Count { get; private set; }

    /// <summary>Where the first refused records stand and why; empty when none was.</summary>
    internal string Message => Count > MaxExplained ? $"{_message}; and {Count - MaxExplained} more" : _message.ToString();

    /// <summary>Notes that the record at <paramref name="path"/> is refused.</summary>
    internal void Add(in RecordPath path, string reason)
    {
        if (++Count > MaxExplained)
            return;
        _message.Append(Count == 1 ? "" : "; ").Append(path.ToString()).Append(": ").Append(reason);
    }
}
