using System.Net.Http.Json;
using System.Text.Json;

namespace Almagest.Scenarios.Sql;

/// <summary>Asks as a user does, and as nobody can: past the guard.</summary>
static class SqlAnswers
{
    internal static async Task<SqlAnswer> AskAsync(
        this SqlFixture fixture, string query, Dictionary<string, object?>? parameters = null, string tenant = "a", int? limit = null, string path = "/api/vault/sql")
    {
        using var response = await fixture.Http.PostAsJsonAsync(path, new { query, parameters, tenant, limit });
        return new SqlAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    internal static async Task<List<string>> RunUnguardedAsync(this SqlFixture fixture, string query, string tenant)
    {
        var statement = (await fixture.Store.PrepareAsync(query, new(tenant), default)).With("f", "s").With("t", "secrets");
        await fixture.Store.CheckTreeAsync(statement, query, default);
        await using var result = await fixture.Store.OpenAsync(statement, "TSVRaw", query, default);
        using var reader = new StreamReader(result.Body);
        return [.. (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}

/// <summary>An answer of the endpoint.</summary>
sealed record SqlAnswer(int Status, string Text, string? MediaType)
{
    internal JsonElement Json => JsonDocument.Parse(Text).RootElement;

    internal List<JsonElement[]> Rows => [.. Json.GetProperty("rows").EnumerateArray().Select(static row => row.EnumerateArray().ToArray())];
}
