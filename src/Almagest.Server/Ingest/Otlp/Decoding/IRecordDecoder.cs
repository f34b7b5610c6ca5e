namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Takes the records of a request one by one from <see cref="ResourceScopeDecoder.Walk"/>.</summary>
interface IRecordDecoder
{
    /// <summary>Word of the signal in OTLP's JSON names: <c>Spans</c> for <c>resourceSpans</c>.</summary>
    string Signal { get; }

    /// <summary>Name of the list of records: <c>spans</c>.</summary>
    string Records { get; }

    /// <summary>A resource begins: its service and ids can be read from the walker.</summary>
    void BeginResource();

    /// <summary>
    /// Decodes a record. <paramref name="resource"/> is the encoded Resource for <see cref="ResourceScopeDecoder.AppendOrigin"/>.
    /// </summary>
    void Decode(ReadOnlySpan<byte> record, ReadOnlySpan<byte> resource, in RecordPath path);
}
