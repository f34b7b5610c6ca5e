namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Takes the records of a request one by one from <see cref="ResourceScopeDecoder.Walk"/>.</summary>
interface IRecordDecoder
{
    /// <summary>Word of the signal in OTLP's JSON names: <c>Spans</c> for <c>resourceSpans</c>.</summary>
    string Signal { get; }

    /// <summary>Name of the list of records: <c>spans</c>.</summary>
    string Records { get; }

    /// <summary>A resource begins: its service and ids can be read from the walker.</summary>
    void BeginResource(ReadOnlySpan<byte> resource);

    /// <summary>A scope of the resource begins.</summary>
    void BeginScope(ReadOnlySpan<byte> scope)
    {
        // Most need nothing of it but what the walker keeps.
    }

    /// <summary>Decodes a record and tells <paramref name="tally"/> what became of it.</summary>
    void Decode(ReadOnlySpan<byte> record, in RecordOrigin origin, RecordTally tally);

    /// <summary>All records of the resource were decoded.</summary>
    void EndResource(ReadOnlySpan<byte> resource)
    {
        // Most append nothing of their own.
    }
}
