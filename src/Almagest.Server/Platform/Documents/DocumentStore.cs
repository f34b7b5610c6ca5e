using System.Globalization;
using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Model;

namespace Almagest.Server.Platform.Documents;

/// <summary>
/// Small documents that people keep: dashboards, searches, silences. A change writes a further version and takes none away. Changes are one after the other in
/// this process; two processes that change one document at once may both believe to have written the same version, and the later one counts. Thread-safe.
/// </summary>
public sealed class DocumentStore(ClickHouseClient client, TimeProvider time) : IDisposable
{
    /// <summary>Longest document, in characters.</summary>
    public const int MaxLength = 1 << 20;

    const string Caller = "documents";
    const string Columns = "id, toInt64(version) AS number, json, author, toUnixTimestamp64Milli(time) AS millis, toUInt8(deleted) AS gone";

    static readonly string[] Stored = ["tenant", "kind", "id", "version", "json", "author", "time", "deleted"];
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    readonly SemaphoreSlim _writing = new(1);

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    /// <summary>The documents of a kind as they are now, in order of their ids.</summary>
    public Task<List<Document>> ListAsync(TenantId tenant, string kind, CancellationToken ct) =>
        ReadAsync(new DocumentKey(tenant, kind, ""), "SELECT * FROM (SELECT * FROM documents WHERE tenant = {tenant:String} AND kind = {kind:String} ORDER BY id, version DESC, time DESC LIMIT 1 BY id) WHERE NOT deleted ORDER BY id", ct);

    /// <summary>A document as it is now; null when there is none.</summary>
    public async Task<Document?> FindAsync(DocumentKey key, CancellationToken ct) => await LastAsync(key, ct) is { IsDeleted: false } last ? last : null;

    /// <summary>All versions of a document, the newest first; deletions are among them.</summary>
    public Task<List<Document>> HistoryAsync(DocumentKey key, CancellationToken ct) =>
        ReadAsync(key, "SELECT * FROM documents FINAL WHERE tenant = {tenant:String} AND kind = {kind:String} AND id = {id:String} ORDER BY version DESC", ct);

    /// <summary>Writes a version; durable when this returns.</summary>
    /// <param name="key">Names the document.</param>
    /// <param name="json">What it holds.</param>
    /// <param name="author">Who writes.</param>
    /// <param name="expected">The version the writer has seen, 0 when there must be none; null to overwrite whatever there is.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="UserErrorException">The document is too long, or has another version than expected.</exception>
    public Task<Document> SaveAsync(DocumentKey key, string json, string author, long? expected, CancellationToken ct)
    {
        if (json.Length > MaxLength)
            throw new UserErrorException(UserErrorKind.TooLarge, "document_too_large", string.Create(CultureInfo.InvariantCulture, $"the document has {json.Length} characters: at most {MaxLength} are kept"));
        return WriteAsync(key, json, author, expected, ct);
    }

    /// <summary>Deletes a document, keeping its history; false when there is none.</summary>
    public async Task<bool> DeleteAsync(DocumentKey key, string author, CancellationToken ct)
    {
        if (await FindAsync(key, ct) is null)
            return false;
        await WriteAsync(key, null, author, null, ct);
        return true;
    }

    async Task<Document> WriteAsync(DocumentKey key, string? json, string author, long? expected, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            var last = await LastAsync(key, ct);
            var current = last is { IsDeleted: false } ? last.Version : 0;
            if (expected is { } seen && seen != current)
                throw new UserErrorException(UserErrorKind.Invalid, "version_conflict", string.Create(CultureInfo.InvariantCulture,
                    $"the document has version {current}, not {seen}: somebody else changed it; read it again"));
            var written = new Document(key, (last?.Version ?? 0) + 1, json ?? "", author, time.GetUtcNow(), json is null);
            await InsertAsync(written, ct);
            return written;
        }
        finally
        {
            _writing.Release();
        }
    }

    async Task InsertAsync(Document document, CancellationToken ct)
    {
        using var row = new MemoryStream();
        using (var writer = new Utf8JsonWriter(row))
        {
            writer.WriteStartObject();
            writer.WriteString("tenant", document.Key.Tenant.Value);
            writer.WriteString("kind", document.Key.Kind);
            writer.WriteString("id", document.Key.Id);
            writer.WriteNumber("version", document.Version);
            writer.WriteString("json", document.Json);
            writer.WriteString("author", document.Author);
            writer.WriteString("time", document.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
            writer.WriteBoolean("deleted", document.IsDeleted);
            writer.WriteEndObject();
        }

        // The token makes a repeated attempt store one row.
        var insert = new InsertStatement("documents", Stored) { Format = "JSONEachRow", Caller = Caller, Timeout = TimeLimit, DeduplicationToken = Guid.NewGuid().ToString() };
        await client.InsertAsync(insert, InsertBody.Of(row.ToArray()), ct);
    }

    async Task<Document?> LastAsync(DocumentKey key, CancellationToken ct) => (await ReadAsync(key,
        "SELECT * FROM documents WHERE tenant = {tenant:String} AND kind = {kind:String} AND id = {id:String} ORDER BY version DESC, time DESC LIMIT 1", ct)).FirstOrDefault();

    async Task<List<Document>> ReadAsync(DocumentKey key, string source, CancellationToken ct)
    {
        var statement = new Statement($"SELECT {Columns} FROM ({source})") { Caller = Caller, ReadOnly = true, MayLag = true, Timeout = TimeLimit }
            .With("tenant", key.Tenant.Value).With("kind", key.Kind);
        if (key.Id.Length > 0)
            statement = statement.With("id", key.Id);
        var documents = new List<Document>();
        await foreach (var block in client.ReadAsync(statement, ct))
        {
            var (ids, texts, authors) = (block.Strings("id"), block.Strings("json"), block.Strings("author"));
            for (var row = 0; row < block.Rows; row++)
                documents.Add(new Document(key with { Id = ids.GetString(row) }, block.Fixed<long>("number")[row], texts.GetString(row), authors.GetString(row),
                    DateTimeOffset.FromUnixTimeMilliseconds(block.Fixed<long>("millis")[row]), block.Fixed<byte>("gone")[row] != 0));
        }

        return documents;
    }
}
