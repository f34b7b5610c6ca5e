using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.Logs;

/// <summary>Finds the stream of a line by labels that were collected one by one. For one tenant and thread.</summary>
sealed class StreamFinder(LogStreams streams, TenantId tenant) : IDisposable
{
    readonly SeriesKey _tenantKey = SeriesKey.Of(Encoding.UTF8.GetBytes(tenant.Value));
    readonly ByteBuffer _key = new();

    // Hot path: per line.
    /// <summary>The stream with these labels; of a name that comes twice the first value counts.</summary>
    internal LogStream Find(LineMetadata labels)
    {
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
        stream = streams.Build(tenant, [.. sorted.Where(static l => l.Value.Length > 0).Select(static l => new Label(l.Key, l.Value))]);
        streams.Add(key, stream);
        return stream;
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
