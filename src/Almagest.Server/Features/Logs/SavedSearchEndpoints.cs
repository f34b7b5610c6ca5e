using System.Text.Json;
using Almagest.Model;
using Almagest.Query.LogSearch;
using Almagest.Query.LogQL.Syntax;
using Almagest.Server.Platform.Documents;
using Almagest.Server.Platform.Tenancy;
using Almagest.Telemetry.Logs.Search;
using Microsoft.AspNetCore.Http;

namespace Almagest.Server.Features.Logs;

/// <summary>The endpoints under <c>/api/vault/logs/saved</c>.</summary>
static class SavedSearchEndpoints
{
    const string Kind = "log-search";
    const int LongestName = 120;
    const int LongestQuery = 20_000;
    const int MostColumns = 50;
    const int MostSearches = 2_000;

    internal static async Task<IResult> ListAsync(HttpContext context, DocumentStore documents, CancellationToken ct) =>
        Results.Json(new SavedSearchesResponse([.. (await documents.ListAsync(Tenants.Of(context), Kind, ct)).Select(Response).OrderBy(static s => s.Name, StringComparer.OrdinalIgnoreCase)]),
            SavedSearchJson.Default.SavedSearchesResponse);

    internal static async Task<IResult> CreateAsync(HttpContext context, DocumentStore documents, LogSearch search, CancellationToken ct)
    {
        var body = await ReadAsync(context, search, ct);
        if ((await documents.ListAsync(Tenants.Of(context), Kind, ct)).Count >= MostSearches)
            throw new UserErrorException(UserErrorKind.LimitExceeded, "too_many_searches", $"there are {MostSearches} saved searches: delete some first");
        return Saved(await documents.SaveAsync(Key(context, Guid.NewGuid().ToString("N")), Json(body), "", 0, ct), StatusCodes.Status201Created);
    }

    internal static async Task<IResult> ChangeAsync(HttpContext context, string id, DocumentStore documents, LogSearch search, CancellationToken ct)
    {
        var body = await ReadAsync(context, search, ct);
        if (await documents.FindAsync(Key(context, id), ct) is null)
            throw Missing(id);
        return Saved(await documents.SaveAsync(Key(context, id), Json(body), "", body.Version, ct), StatusCodes.Status200OK);
    }

    internal static async Task<IResult> DeleteAsync(HttpContext context, string id, DocumentStore documents, CancellationToken ct) =>
        await documents.DeleteAsync(Key(context, id), "", ct) ? Results.NoContent() : throw Missing(id);

    static async Task<SavedSearchRequest> ReadAsync(HttpContext context, LogSearch search, CancellationToken ct)
    {
        try
        {
            return Checked(await JsonSerializer.DeserializeAsync(context.Request.Body, SavedSearchJson.Default.SavedSearchRequest, ct) ?? throw Invalid("the body is null"), search);
        }
        catch (JsonException fault)
        {
            throw Invalid($"the body is not a saved search: {fault.Message}");
        }
    }

    static SavedSearchRequest Checked(SavedSearchRequest request, LogSearch search)
    {
        if (request.Name.Trim().Length is 0 or > LongestName)
            throw Invalid($"name \"{request.Name}\" is not valid: expected 1 to {LongestName} characters");
        if (request.Query.Length > LongestQuery)
            throw Invalid($"the query is longer than {LongestQuery} characters");
        if (request.Columns is { } columns && (columns.Count > MostColumns || columns.Any(static c => c.Length is 0 or > 256 || c.Contains(',', StringComparison.Ordinal))))
            throw Invalid($"columns are not valid: expected at most {MostColumns} names of fields without commas");
        // What can not be asked is not kept.
        if (LogLanguage.Of(request.Language) == LogLanguage.LogQl)
            _ = LogQlFaults.Told(() => LogQlParser.Parse(request.Query));
        else
            search.Check(SearchParser.Parse(request.Query, SearchOperator.Or));
        return request;
    }

    static IResult Saved(Document document, int status) => Results.Json(Response(document), SavedSearchJson.Default.SavedSearchResponse, statusCode: status);

    static SavedSearchResponse Response(Document document)
    {
        var body = JsonSerializer.Deserialize(document.Json, SavedSearchJson.Default.SavedSearchBody) ?? throw new InvalidOperationException($"saved search {document.Key.Id} is empty");
        return new SavedSearchResponse(document.Key.Id, body.Name, body.Language, body.Query, body.Columns, document.Version, document.Time);
    }

    static string Json(SavedSearchRequest request) => JsonSerializer.Serialize(
        new SavedSearchBody(request.Name.Trim(), LogLanguage.Of(request.Language), request.Query, request.Columns ?? []), SavedSearchJson.Default.SavedSearchBody);

    static DocumentKey Key(HttpContext context, string id) => new(Tenants.Of(context), Kind, id);

    static UserErrorException Invalid(string message) => new(UserErrorKind.Invalid, "invalid_search", message);

    static UserErrorException Missing(string id) => new(UserErrorKind.NotFound, "unknown_search", $"there is no saved search \"{id}\"");
}
