using System.Text;

namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Counts what became of the records of a request, and words the reasons of the first few that are refused.</summary>
sealed class RecordTally
{
    const int MaxExplained = 3;

    readonly StringBuilder _message = new();
    int _accepted;
    int _rejected;

    /// <summary>Counts, and where the first refused records stand and why.</summary>
    internal DecodeResult Result => new(_accepted, _rejected, _rejected > MaxExplained ? $"{_message}; and {_rejected - MaxExplained} more" : _message.ToString());

    /// <summary>Notes a record that is kept.</summary>
    internal void Accept() => _accepted++;

    /// <summary>Notes that the record at <paramref name="path"/> is refused.</summary>
    internal void Reject(in RecordPath path, string reason)
    {
        if (Explains())
            _message.Append(path.ToString()).Append(": ").Append(reason);
    }

    /// <summary>Notes that a data point of the metric at <paramref name="path"/> is refused.</summary>
    internal void RejectPoint(in RecordPath path, ReadOnlySpan<byte> metric, int point, string reason)
    {
        if (Explains())
            _message.Append(path.ToString()).Append(", data point ").Append(point).Append(" of metric \"").Append(Encoding.UTF8.GetString(metric)).Append("\": ").Append(reason);
    }

    bool Explains()
    {
        if (++_rejected > MaxExplained)
            return false;
        _message.Append(_rejected == 1 ? "" : "; ");
        return true;
    }
}
