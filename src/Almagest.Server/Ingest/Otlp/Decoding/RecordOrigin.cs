namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Where a record comes from, as slices of the request.</summary>
ref struct RecordOrigin
{
    /// <summary>The encoded Resource.</summary>
    internal ReadOnlySpan<byte> Resource;

    /// <summary>The encoded InstrumentationScope.</summary>
    internal ReadOnlySpan<byte> Scope;

    /// <summary>Where the record stands in the request.</summary>
    internal RecordPath Path;
}
