using System.Globalization;
using System.Text;
using Almagest.ClickHouse.Http;

namespace Almagest.Scenarios.Engine;

/// <summary>Malformed requests by name; those that get as far as headers carry the given ones.</summary>
static class HttpFuzzCases
{
    const string Host = "Host: localhost\r\n";

    public static IReadOnlyDictionary<string, Func<byte[]>> All(string headers) => new Dictionary<string, Func<byte[]>>
    {
        ["nothing"] = static () => [],
        ["garbage"] = static () => Text("GARBAGE\r\n\r\n"),
        ["garbage without an end"] = static () => Text("\u0001\u0002 what is this"),
        ["nulls"] = static () => new byte[10_000],
        ["line feeds only"] = static () => Text(new string('\n', 1000)),
        ["tls hello"] = TlsHello,
        ["http/2 preface"] = static () => Text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"),
        ["half request line"] = static () => Text("POST /?qu"),
        ["half header"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}X-Half: a"),
        ["header of 200 kB"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}X-Long: {new string('a', 200_000)}\r\n\r\n"),
        ["5000 headers"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}{Headers(5000)}\r\n"),
        ["uri of 2 MB"] = () => Text($"GET /?query={new string('1', 2_000_000)} HTTP/1.1\r\n{Host}{headers}\r\n"),
        ["method of 100 kB"] = () => Text($"{new string('M', 100_000)} / HTTP/1.1\r\n{Host}{headers}\r\n"),
        ["unknown method"] = () => Text($"BREW / HTTP/1.1\r\n{Host}{headers}\r\n"),
        ["unknown version"] = () => Text($"GET / HTTP/9.9\r\n{Host}{headers}\r\n"),
        ["no version"] = static () => Text("GET /\r\n\r\n"),
        ["bad escapes in the uri"] = () => Text($"GET /?query=%zz%4&%=%&& HTTP/1.1\r\n{Host}{headers}\r\n"),
        ["not utf-8 in the uri"] = () => [.. Text("GET /?query="), 0xff, 0xfe, 0xc0, .. Text($" HTTP/1.1\r\n{Host}{headers}\r\n")],
        ["header without a colon"] = () => Text($"GET / HTTP/1.1\r\n{Host}{headers}Nonsense\r\n\r\n"),
        ["absurd content length"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Content-Length: 99999999999999999999\r\n\r\nSELECT 1"),
        ["negative content length"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Content-Length: -5\r\n\r\nSELECT 1"),
        ["content length in words"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Content-Length: many\r\n\r\nSELECT 1"),
        ["two content lengths"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Content-Length: 8\r\nContent-Length: 9\r\n\r\nSELECT 1"),
        ["expect and gone"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Expect: 100-continue\r\nContent-Length: 100\r\n\r\n"),
        ["half body"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Content-Length: 1000000\r\n\r\nSELECT"),
        ["half insert"] = () => Text($"POST /?query=INSERT%20INTO%20FUNCTION%20null('n%20Int8')%20FORMAT%20CSV HTTP/1.1\r\n{Host}{headers}Content-Length: 1000\r\n\r\n1\n2\n"),
        ["half chunk"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Transfer-Encoding: chunked\r\n\r\nff\r\nSELECT 1"),
        ["chunk size in words"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Transfer-Encoding: chunked\r\n\r\nmany\r\nSELECT 1\r\n0\r\n\r\n"),
        ["huge chunk size"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nSELECT 1\r\n"),
        ["no last chunk"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Transfer-Encoding: chunked\r\n\r\n8\r\nSELECT 1\r\n"),
        ["not gzip"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\nSELECT 1"),
        ["not a clickhouse block"] = () => Text($"POST /?decompress=1 HTTP/1.1\r\n{Host}{headers}Content-Length: 8\r\n\r\nSELECT 1"),
        ["unknown content encoding"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Content-Encoding: morse\r\nContent-Length: 8\r\n\r\nSELECT 1"),
        ["query that does not parse"] = () => Text($"POST / HTTP/1.1\r\n{Host}{headers}Content-Length: 9\r\n\r\nSELECT (("),
        ["unknown setting"] = () => Text($"POST /?nonsense=1 HTTP/1.1\r\n{Host}{headers}Content-Length: 8\r\n\r\nSELECT 1"),
        ["multipart without an end"] = () => Text($"POST /?query=SELECT%201 HTTP/1.1\r\n{Host}{headers}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 20\r\n\r\n--b\r\nContent-Disposi"),
        ["upgrade to websocket"] = () => Text($"GET / HTTP/1.1\r\n{Host}{headers}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
        ["good request, then garbage"] = () => Text($"GET /ping HTTP/1.1\r\n{Host}{headers}\r\nGARBAGE\r\n\r\n"),
        ["200 requests in one packet"] = () => Text(string.Concat(Enumerable.Repeat($"GET /ping HTTP/1.1\r\n{Host}{headers}\r\n", 200))),
    };

    /// <summary>A request that is all right.</summary>
    public static byte[] Whole(StoreAddress address, string sql = "SELECT 1") => Text(string.Create(CultureInfo.InvariantCulture,
        $"POST / HTTP/1.1\r\n{Host}X-Engine-Secret: {address.Secret}\r\nX-ClickHouse-User: {address.Writer.User}\r\nX-ClickHouse-Key: {address.Writer.Password}\r\nContent-Length: {sql.Length}\r\n\r\n{sql}"));

    static string Headers(int count) => string.Concat(Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: {i}\r\n")));

    static byte[] TlsHello() => [0x16, 0x03, 0x01, 0x00, 0xa5, 0x01, 0x00, 0x00, 0xa1, 0x03, 0x03, .. Enumerable.Repeat((byte)0x5a, 150)];

    static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
