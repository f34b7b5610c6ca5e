using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.Logs.Documents;

/// <summary>Appends documents to a batch, each to the stream its labels name. For one request and thread.</summary>
sealed class DocumentWriter(LogBatch batch, LogStreams streams, LogDocument document) : IDisposable
{
    readonly SeriesKey _tenantKey = SeriesKey.Of(Encoding.UTF8.GetBytes(batch.Tenant.Value));
    readonly ByteBuffer _key = new();

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
        batch.Enter(Stream());
        return batch.Append(document.Time ?? batch.Received, document.Body, document.Attributes, document.BodyType);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        document.Dispose();
    }

    LogStream Stream()
    {
        var labels = document.Labels;
        _key.Clear();
        for (var i = 0; i < labels.Count; i++)
        {
            _key.WriteString(labels.Name(i));
            _key.WriteString(labels.Value(i));
        }

        var key = SeriesKey.Of(_key.Span).With(_tenantKey);
        if (streams.TryGet(key, out var stream))
            return stream;
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
            sorted.TryAdd(Encoding.UTF8.GetString(labels.Name(i)), Encoding.UTF8.GetString(labels.Value(i)));
        stream = streams.Build(batch.Tenant, [.. sorted.Where(static l => l.Value.Length > 0).Select(static l => new Label(l.Key, l.Value))]);
        streams.Add(key, stream);
        return stream;
    }
}
