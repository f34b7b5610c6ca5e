using System.Text;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Almagest.Server.Ingest.Logs.Documents;

namespace Almagest.Server.Ingest.Elasticsearch;

/// <summary>Stores documents: good ones of a request are kept though others are refused.</summary>
sealed class BulkReceiver(LogIntake intake)
{
    static readonly byte[] Source = "elasticsearch"u8.ToArray();

    /// <summary>Largest request, compressed or not.</summary>
    internal int MaxRequestBytes => intake.MaxRequestBytes;

    /// <summary>Stores the documents of a bulk request; returns an item for each action.</summary>
    /// <exception cref="ElasticException">The request can not be read; nothing of it is kept.</exception>
    /// <exception cref="Telemetry.Writing.WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal Task<List<BulkItem>> BulkAsync(ReadOnlyMemory<byte> body, TenantId tenant, string index, CancellationToken ct) =>
        StoreAsync(body, tenant, (writer, items) => ReadBulk(body.Span, index, writer, items), ct);

    /// <summary>Stores one document.</summary>
    /// <exception cref="Telemetry.Writing.WriteRejectedException">Try again later; nothing of it is kept.</exception>
    internal async Task<BulkItem> IndexAsync(ReadOnlyMemory<byte> body, TenantId tenant, BulkAction action, CancellationToken ct) =>
        (await StoreAsync(body, tenant, (writer, items) => items.Add(Add(action, body.Span, writer)), ct))[0];

    async Task<List<BulkItem>> StoreAsync(ReadOnlyMemory<byte> body, TenantId tenant, Action<DocumentWriter, List<BulkItem>> read, CancellationToken ct)
    {
        var batch = intake.Begin(tenant, Source);
        var items = new List<BulkItem>();
        try
        {
            using var writer = new DocumentWriter(batch, intake.Streams, new LogDocument(intake.Options));
            read(writer, items);
        }
        catch
        {
            intake.Discard(batch);
            throw;
        }

        await intake.StoreAsync(batch, body.Span, ct);
        return items;
    }

    static void ReadBulk(ReadOnlySpan<byte> body, string index, DocumentWriter writer, List<BulkItem> items)
    {
        if (body.IsEmpty)
            throw new ElasticException(400, "parse_exception", "request body is required");
        if (body[^1] != '\n')
            throw ElasticException.IllegalArgument("The bulk request must be terminated by a newline [\\n]");
        var action = new BulkAction("", "", null);
        for (int at = 0, number = 1; at < body.Length; number++)
        {
            var line = NextLine(body, ref at);
            if (line.IsEmpty)
                continue;
            action = BulkAction.Read(line, number, action, index);
            if (action.Index.Length == 0)
                throw new ElasticException(400, "action_request_validation_exception", "Validation Failed: 1: index is missing;");
            ReadOnlySpan<byte> document = default;
            if (action.HasDocument)
            {
                document = NextLine(body, ref at);
                number++;
            }

            items.Add(action.Adds ? Add(action, document, writer) : new BulkItem(action, "illegal_argument_exception",
                $"action [{action.Name}] is not possible: logs are only ever added"));
        }

        if (items.Count == 0)
            throw new ElasticException(400, "action_request_validation_exception", "Validation Failed: 1: no requests added;");
    }

    static BulkItem Add(BulkAction action, ReadOnlySpan<byte> document, DocumentWriter writer)
    {
        Span<byte> index = stackalloc byte[256];
        // Elasticsearch allows 255 bytes for the name of an index.
        if (!Encoding.UTF8.TryGetBytes(action.Index, index, out var length))
            return new BulkItem(action, "invalid_index_name_exception", $"Invalid index name [{action.Index}], index name is too long, ({Encoding.UTF8.GetByteCount(action.Index)} > 255)");
        var fault = writer.Append(document, index[..length]);
        var stored = writer.Index is { } name ? action with { Index = name } : action;
        return fault is null ? new BulkItem(stored, null, null) : new BulkItem(stored, "document_parsing_exception", fault);
    }

    static ReadOnlySpan<byte> NextLine(ReadOnlySpan<byte> body, scoped ref int at)
    {
        var rest = body[at..];
        var end = rest.IndexOf((byte)'\n');
        at = end < 0 ? body.Length : at + end + 1;
        return (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
    }
}
