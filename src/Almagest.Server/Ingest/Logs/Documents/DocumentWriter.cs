using System.Text;

namespace Almagest.Server.Ingest.Logs.Documents;

/// <summary>Appends documents to a batch, each to the stream its labels name. For one request and thread.</summary>
sealed class DocumentWriter(LogBatch batch, LogStreams streams, LogDocument document) : IDisposable
{
    readonly StreamFinder _finder = new(streams, batch.Tenant);

    // Hot path: per document.
    /// <summary>Appends a document; returns why it is refused, or null.</summary>
    /// <param name="json">The document.</param>
    /// <param name="index">Its index, a label too; empty for none. What it has in <c>%{…}</c> is filled in.</param>
    internal string? Append(ReadOnlySpan<byte> json, ReadOnlySpan<byte> index)
    {
        Index = null;
        if (document.Read(json) is { } fault)
        {
            batch.Refused++;
            return fault;
        }

        var time = document.Time ?? batch.NextTime();
        if (IndexName.IsPattern(index))
            document.Labels.Add("index"u8, Encoding.UTF8.GetBytes(Index = IndexName.Of(Encoding.UTF8.GetString(index), document, time)));
        else if (index.Length > 0)
            document.Labels.Add("index"u8, index);
        batch.Enter(_finder.Find(document.Labels));
        return batch.Append(time, document.Body, document.Attributes, document.BodyType);
    }

    /// <summary>The index of the last document when it was filled in; else null.</summary>
    internal string? Index { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _finder.Dispose();
        document.Dispose();
    }
}
