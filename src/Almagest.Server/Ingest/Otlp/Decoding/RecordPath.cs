namespace Almagest.Server.Ingest.Otlp.Decoding;

/// <summary>Where a record stands in a request: positions counted from 0.</summary>
/// <param name="Signal">Word of the signal in OTLP's JSON names, such as <c>Spans</c>.</param>
/// <param name="Records">Name of the list of records, such as <c>spans</c>.</param>
/// <param name="Resource">Position of the resource.</param>
/// <param name="Scope">Position of the scope in the resource.</param>
/// <param name="Record">Position of the record in the scope.</param>
readonly record struct RecordPath(string Signal, string Records, int Resource, int Scope, int Record)
{
    /// <inheritdoc/>
    public override string ToString() => $"resource{Signal}[{Resource}].scope{Signal}[{Scope}].{Records}[{Record}]";
}
