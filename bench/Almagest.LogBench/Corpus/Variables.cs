using System.Text;

namespace Almagest.LogBench.Corpus;

/// <summary>The variables of templates by name. A number after a colon is its range.</summary>
static class Variables
{
    static readonly byte[][] Methods = Texts("GET", "GET", "GET", "POST", "PUT", "DELETE");
    static readonly byte[][] Agents = Texts(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "kube-probe/1.31",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        "python-requests/2.32.3", "Go-http-client/2.0", "okhttp/4.12.0", "curl/8.5.0");
    static readonly byte[][] Paths = Texts(
        "/api/v1/products", "/api/v1/cart", "/api/v1/auth/login", "/api/v1/orders", "/healthz", "/api/v1/search", "/static/js/main.js", "/api/v1/users/me",
        "/api/v1/recommendations", "/checkout", "/static/css/site.css", "/api/v1/payments", "/favicon.ico", "/api/v1/inventory", "/metrics", "/api/v1/reviews");
    static readonly byte[][] Statuses = Texts("200", "200", "200", "200", "200", "200", "200", "304", "201", "204", "302", "404", "401", "403", "429", "400");
    static readonly byte[][] Names = Texts("root", "admin", "test", "oracle", "postgres", "guest", "ubuntu", "git", "deploy", "backup", "jenkins", "ftpuser");
    static readonly byte[][] Currencies = Texts("EUR", "USD", "GBP", "CHF", "JPY");

    internal static Action<LineContext, LineBuffer> Of(string name, int range) => name switch
    {
        "iso" => static (c, b) => { b.Write(c.Iso); b.Write((byte)'.'); b.Digits(c.Milliseconds, 3); b.Write((byte)'Z'); },
        "java" => static (c, b) => { b.Write(c.Java); b.Write((byte)','); b.Digits(c.Milliseconds, 3); },
        "access" => static (c, b) => b.Write(c.Access),
        "spark" => static (c, b) => b.Write(c.Spark),
        "syslog" => static (c, b) => b.Write(c.Syslog),
        "service" => static (c, b) => b.Write(c.Service.Utf8Name),
        "trace" => static (c, b) => { b.Hex(c.Trace, 16); b.Hex(CorpusRandom.Mix(c.Trace), 16); },
        "span" => static (c, b) => b.Hex(c.Random.Next(), 16),
        "hex" => (c, b) => b.Hex(c.Random.Next(), range),
        "uuid" => static (c, b) => Uuid(c.Random.Next(), c.Random.Next(), b),
        "user" => static (c, b) => { b.Write("u"u8); b.Number(c.Random.Zipf(1_000_000) * 7919L % 1_000_003); },
        "tenant" => static (c, b) => { b.Write("tenant_"u8); b.Digits(c.Random.Zipf(200) + 1, 3); },
        "key" => static (c, b) => { b.Write("ak_"u8); b.Hex(CorpusRandom.Mix((ulong)c.Random.Zipf(5000) + 1), 12); },
        "ip" => static (c, b) => Address(CorpusRandom.Mix((ulong)c.Random.Zipf(60_000) + 1), b),
        "node" => (c, b) => { b.Write("10.251."u8); b.Number(c.Random.Below(8) + 30); b.Write((byte)'.'); b.Number(c.Random.Below(250)); },
        "n" => (c, b) => b.Number(c.Random.Below(range)),
        "z" => (c, b) => b.Number(c.Random.Zipf(range)),
        "took" => static (c, b) => b.Number((long)Math.Exp((c.Random.Fraction() + c.Random.Fraction() + c.Random.Fraction()) * 2.4)),
        "seconds" => static (c, b) => { b.Number(c.Random.Zipf(9)); b.Write((byte)'.'); b.Digits(c.Random.Below(1_000_000), 6); },
        "block" => static (c, b) => { b.Write("blk_"u8); b.Number((long)(CorpusRandom.Mix(c.Trace) >> 1)); },
        "method" => static (c, b) => b.Write(Pick(Methods, ref c.Random)),
        "path" => static (c, b) => b.Write(Paths[c.Random.Zipf(Paths.Length)]),
        "status" => static (c, b) => b.Write(Pick(Statuses, ref c.Random)),
        "agent" => static (c, b) => b.Write(Agents[c.Random.Zipf(Agents.Length)]),
        "name" => static (c, b) => b.Write(Names[c.Random.Zipf(Names.Length)]),
        "currency" => static (c, b) => b.Write(Currencies[c.Random.Zipf(Currencies.Length)]),
        "pid" => static (c, b) => b.Number(1000 + (c.Pod * 977 % 30_000) + c.Random.Below(40)),
        "job" => static (c, b) => { b.Number(1_445_144_423_722 + (c.TimeNano / 3_600_000_000_000 * 977)); b.Write((byte)'_'); b.Digits(c.Random.Zipf(40) + 1, 4); },
        "attempt" => static (c, b) => b.Digits(c.Random.Zipf(3000), 6),
        _ => throw new FormatException($"there is no variable \"{name}\""),
    };

    static ReadOnlySpan<byte> Pick(byte[][] choices, ref CorpusRandom random) => choices[random.Below(choices.Length)];

    static void Uuid(ulong high, ulong low, LineBuffer into)
    {
        into.Hex(high >> 32, 8);
        into.Write((byte)'-');
        into.Hex(high >> 16, 4);
        into.Write((byte)'-');
        into.Hex(high, 4);
        into.Write((byte)'-');
        into.Hex(low >> 48, 4);
        into.Write((byte)'-');
        into.Hex(low, 12);
    }

    static void Address(ulong from, LineBuffer into)
    {
        for (var i = 0; i < 4; i++)
        {
            if (i > 0)
                into.Write((byte)'.');
            into.Number((long)(from >> (i * 8) & 255));
        }
    }

    static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
