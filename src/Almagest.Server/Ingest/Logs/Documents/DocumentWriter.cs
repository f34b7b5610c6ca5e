namespace Almagest.Server.Ingest.Logs.Documents;

/// <summary>Appends documents to a batch, each to the stream its labels name. For one request and thread.</summary>
sealed class DocumentWriter(LogBatch batch, LogStreams streams, LogDocument document) : IDisposable
{
    readonly StreamFinder _finder = new(streams, batch.Tenant);

    // Hot path: per document.
    /// <summary>Appends a document; returns why it is refused, or null.</summary>
    /// <param name="json">The document.</param>
    /// <param name="index">Its index, a label too; empty for none.</param>
    internal string? Append(ReadOnlySpan<byte> json, ReadOnlySpan<byte> index)
    {
        if (document.Read(json) is { } fault)
        {
            batch.Refused++;
            return fault;
        }

        if (index.Length > 0)
            document.Labels.Add("index"u8, index);
        batch.Enter(_finder.Find(document.Labels));
        return batch.Append(document.Time ?? batch.NextTime(), document.Body, document.Attributes, document.BodyType);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _finder.Dispose();
        document.Dispose();
    }
}
