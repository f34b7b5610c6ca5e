using Almagest.Model;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using YamlDotNet.RepresentationModel;

namespace Almagest.Tests.Ingest.Logs.Pipelines;

public sealed class PipelineTests
{
    // Each case: stages, a line, what comes out: line | labels | attributes | time (when it changed); "dropped" when it was.
    [Theory]
    [InlineData("- json: {expressions: {user: req.user.id, first: 'list[0]', last: 'list[-1]', dotted: '\"a.b\"', obj: req}}\n- labels: {user: , first: , last: , dotted: }\n- structured_metadata: {obj: }",
        "{\"req\":{\"user\":{\"id\":7}},\"list\":[\"x\",true],\"a.b\":\"d\"}", "{\"req\":{\"user\":{\"id\":7}},\"list\":[\"x\",true],\"a.b\":\"d\"}|app=a dotted=d first=x last=true user=7|obj={\"user\":{\"id\":7}}")]
    [InlineData("- json: {expressions: {a: }, drop_malformed: true}", "no json", "dropped")]
    [InlineData("- json: {expressions: {a: }}\n- labels: {a: }", "no json", "no json|app=a|")]
    [InlineData("- logfmt: {mapping: {lvl: level, msg: }}\n- labels: {lvl: }\n- output: {source: msg}", "level=warn msg=\"it \\\"broke\\\"\" x=1", "it \"broke\"|app=a lvl=warn|")]
    [InlineData("- regex: {expression: '^(?P<ip>\\S+) (?P<rest>.*)$'}\n- labels: {ip: }\n- output: {source: rest}", "10.0.0.1 GET /", "GET /|app=a ip=10.0.0.1|")]
    [InlineData("- regex: {expression: '(?P<n>\\d+)', labels_from_groups: true}", "no number", "no number|app=a|")]
    [InlineData("- pattern: {expression: '<ip> - - <_> \"<method> <path> <_>\" <status> <_>'}\n- structured_metadata: {ip: , method: , path: , status: }",
        "1.2.3.4 - - [21/Nov/2026:05:00:00 +0000] \"GET /a b HTTP/1.1\" 200 17", "=|app=a|ip=1.2.3.4 method=GET path=/a status=200")]
    [InlineData("- pattern: {expression: '[<a>] <b>'}\n- structured_metadata: {a: , b: }", "x [1] 2", "x [1] 2|app=a|")]
    [InlineData("- pattern: {expression: 'a=<a>;b=<b>'}\n- structured_metadata: {a: , b: }", "a=1", "a=1|app=a|a=1")]
    [InlineData("- json: {expressions: {ts: }}\n- timestamp: {source: ts, format: RFC3339Nano}", "{\"ts\":\"2026-11-20T05:00:00.123456789Z\"}", "{\"ts\":\"2026-11-20T05:00:00.123456789Z\"}|app=a||1795150800123456789")]
    [InlineData("- level: {}\n- replace: {expression: 'ERROR', replace: 'E'}", "[ERROR] x", "[E] x|app=a|detected_level=error")]
    [InlineData("- json: {expressions: {sev: }}\n- level: {source: sev}", "{\"sev\":\"WRN\"}", "{\"sev\":\"WRN\"}|app=a|detected_level=warn")]
    [InlineData("- drop: {expression: 'health'}", "GET /health", "dropped")]
    [InlineData("- drop: {expression: 'health'}", "GET /", "GET /|app=a|")]
    [InlineData("- drop: {longer_than: 4b, expression: 'o'}", "a long one", "dropped")]
    [InlineData("- drop: {longer_than: 4b, expression: 'zz'}", "a long one", "a long one|app=a|")]
    [InlineData("- drop: {older_than: 1h}", "x", "x|app=a|")]
    [InlineData("- drop: {source: app, value: a}", "x", "dropped")]
    [InlineData("- drop: {source: [app, other], expression: 'a;'}", "x", "x|app=a|")]
    [InlineData("- sampling: {rate: 0.5}", "x", "x|app=a|")]
    [InlineData("- sample: {rate: 0.25}", "x", "dropped")]
    [InlineData("- replace: {expression: 'password=(\\S+)', replace: '***'}", "password=a password=b c", "password=*** password=*** c|app=a|")]
    [InlineData("- static_labels: {zone: x}\n- labeldrop: [app]", "x", "x|zone=x|")]
    [InlineData("- static_labels: {zone: x, y: z}\n- labelallow: [app, y]", "x", "x|app=a y=z|")]
    [InlineData("- match: {selector: '{app=\"a\"} |= \"debug\" != \"keep\"', action: drop}", "debug x", "dropped")]
    [InlineData("- match: {selector: '{app=\"a\"} |= \"debug\" != \"keep\"', action: drop}", "debug keep", "debug keep|app=a|")]
    [InlineData("- match: {selector: '{app=~\"a|b\"}', stages: [{static_labels: {in: match}}]}", "x", "x|app=a in=match|")]
    [InlineData("- match: {selector: '{app=\"b\"}', stages: [{static_labels: {in: match}}]}", "x", "x|app=a|")]
    [InlineData("- cri: {}", "2026-11-20T05:00:00.5Z stderr F it broke", "it broke|app=a stream=stderr||1795150800500000000")]
    [InlineData("- docker: {}", "{\"log\":\"it broke\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-20T05:00:00Z\"}", "it broke|app=a stream=stdout||1795150800000000000")]
    [InlineData("- json: {expressions: {lvl: }}\n- template: {source: lvl, template: '{{ ToLower .Value }}-{{ .app }}'}\n- labels: {lvl: }", "{\"lvl\":\"WARN\"}", "=|app=a lvl=warn-a|")]
    [InlineData("- template: {source: new, template: '{{ .Entry | upper }}'}\n- output: {source: new}", "x", "X|app=a|")]
    [InlineData("- json: {expressions: {a: }}\n- template: {source: a, template: '{{ if eq .Value \"no\" }}{{ else }}{{ .Value }}{{ end }}'}\n- labels: {a: }", "{\"a\":\"no\"}", "=|app=a|")]
    [InlineData("- replace: {expression: 'user=(\\S+)', replace: '{{ if eq .Value \"root\" }}***{{ else }}{{ ToUpper .Value }}{{ end }}'}", "user=root user=bob", "user=*** user=BOB|app=a|")]
    [InlineData("- replace: {expression: 'id=(?P<id>\\d+)', replace: '{{ Sha2Hash \"salt\" .Value | trunc 8 }}'}\n- labels: {id: }", "id=7", "id=2ab204d7|app=a id=2ab204d7|")]
    [InlineData("- json: {expressions: {user: }}\n- pack: {labels: [user, app, none], ingest_timestamp: false}", "{\"user\":\"a\"}", "{\"app\":\"a\",\"user\":\"a\",\"_entry\":\"{\\\"user\\\":\\\"a\\\"}\"}||")]
    [InlineData("- limit: {rate: 1, burst: 1, drop: true}", "x", "x|app=a|")]
    [InlineData("- limit: {rate: 1, burst: 1, drop: true, by_label_name: app}\n- match: {selector: '{app=\"a\"}', stages: [{static_labels: {in: match}}]}", "x", "x|app=a in=match|")]
    [InlineData("- json: {expressions: {message: }}\n- eventlogmessage: {}\n- structured_metadata: {Key: , Other_Key: , app_extracted: }", "{\"message\":\"Key: 1\\r\\nOther Key: a: b\\r\\napp: x\\r\\nnothing\"}", "=|app=a|Key=1 Other_Key=a: b app_extracted=x")]
    [InlineData("- json: {expressions: {message: }}\n- eventlogmessage: {drop_invalid_labels: true, overwrite_existing: true}\n- structured_metadata: {Other_Key: , message: }", "{\"message\":\"Other Key: a\\r\\nmessage: y\"}", "=|app=a|message=y")]
    [InlineData("- decolorize: {}", "\u001b[31mred\u001b[0m", "red|app=a|")]
    [InlineData("- structured_metadata: {app: }", "x", "x||app=a")]
    public void Stage(string stages, string line, string expected)
    {
        var entry = Run(stages, line);
        var metadata = string.Join(' ', entry.Metadata.Select(static p => $"{p.Key}={p.Value}"));
        var result = $"{entry.Line}|{string.Join(' ', entry.Labels.Select(static p => $"{p.Key}={p.Value}"))}|{metadata}" + (entry.Time == Now ? "" : $"|{entry.Time}");
        if (expected.StartsWith("=|", StringComparison.Ordinal))
            expected = line + expected[1..];
        (entry.IsDropped ? "dropped" : result).ShouldBe(expected);
    }

    [Fact]
    public void Limit_drops_beyond_the_burst_by_label()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader("- json: {expressions: {pod: }}\n- labels: {pod: }\n- limit: {rate: 0.001, burst: 2, drop: true, by_label_name: pod}"));
        var pipeline = PipelineReader.Read((YamlSequenceNode)yaml.Documents[0].RootNode, new StageEnvironment(".", TimeProvider.System, static () => 0.3, new PipelineMetrics()));
        var kept = new List<bool>();
        foreach (var pod in new[] { "a", "a", "a", "b", "", "", "" })
        {
            var entry = new PipelineEntry { Line = $"{{\"pod\":\"{pod}\"}}" };
            pipeline.Run(entry);
            kept.Add(!entry.IsDropped);
        }

        kept.ShouldBe([true, true, false, true, true, true, true]);
    }

    [Theory]
    [InlineData("- tenant: {value: team-a}", "x", "team-a")]
    [InlineData("- json: {expressions: {t: }}\n- tenant: {source: t}", "{\"t\":\"team-b\"}", "team-b")]
    [InlineData("- tenant: {label: app}", "x", "a")]
    [InlineData("- json: {expressions: {t: }}\n- tenant: {source: t}", "{\"t\":\"not a tenant\"}", null)]
    [InlineData("- json: {expressions: {t: }}\n- tenant: {source: t}", "{\"t\":\"_system\"}", null)]
    public void Line_goes_to_another_tenant(string stages, string line, string? tenant) => (Run(stages, line).Tenant?.Value).ShouldBe(tenant);

    [Fact]
    public void Nested_address_is_found_before_it_is_hashed_and_removed()
    {
        const string Stages = "- json: {expressions: {ts: timestamp, user: user_id, ip: context.ip_address}}\n- timestamp: {source: ts, format: RFC3339}\n"
            + "- structured_metadata: {user_id: user, ip_address: ip}\n- hash: {source: [user_id, ip_address], secret: s}";
        var entry = Run(Stages, "{\"timestamp\":\"2026-11-20T05:00:00Z\",\"user_id\":\"user_42\",\"context\":{\"ip_address\":\"203.0.113.7\",\"user_agent\":\"x\"}}");
        entry.Time.ShouldBe(1795150800000000000);
        entry.Line.ShouldNotContain("user_42");
        entry.Line.ShouldNotContain("203.0.113.7");
        entry.Metadata["ip_address"].Length.ShouldBe(16);
    }

    [Fact]
    public void Hash_replaces_everywhere_and_equal_values_stay_equal()
    {
        const string Stages = "- json: {expressions: {user: }}\n- structured_metadata: {user: }\n- hash: {source: user, secret: s, prefix: 'h:'}";
        var entry = Run(Stages, "{\"user\":\"alice\",\"msg\":\"alice came\"}");
        entry.Metadata["user"].ShouldStartWith("h:");
        entry.Line.ShouldBe($"{{\"user\":\"{entry.Metadata["user"]}\",\"msg\":\"{entry.Metadata["user"]} came\"}}");
        Run(Stages, "{\"user\":\"alice\"}").Metadata["user"].ShouldBe(entry.Metadata["user"]);
    }

    [Theory]
    [InlineData("mail to max.mustermann@example.co.uk now", "mail to [email] now")]
    [InlineData("from 203.0.113.7:443 to 2001:db8::1 at 12:30:15 v1.2.3.4.5", "from [ip]:443 to [ip] at 12:30:15 v1.2.3.4.5")]
    [InlineData("card 4111 1111 1111 1111 but order 4111111111111112", "card [credit_card] but order 4111111111111112")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00 ok, DE00370400440532013000 not", "IBAN [iban] ok, DE00370400440532013000 not")]
    [InlineData("ssn 078-05-1120, not 000-12-3456", "ssn [ssn], not 000-12-3456")]
    [InlineData("Authorization: Bearer abcdef123456", "Authorization: Bearer [bearer]")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE", "key [aws_key]")]
    [InlineData("nothing at 2026-11-21T05:00:00Z in 17 ms", "nothing at 2026-11-21T05:00:00Z in 17 ms")]
    public void Pii_is_removed(string line, string expected) => Run("- pii: {}", line).Line.ShouldBe(expected);

    [Fact]
    public void Pii_with_a_secret_can_still_be_told_apart()
    {
        var first = Run("- pii: {kinds: [email], secret: s}", "a@example.com b@example.com a@example.com").Line.Split(' ');
        first[0].ShouldStartWith("[email:");
        first[0].ShouldBe(first[2]);
        first[0].ShouldNotBe(first[1]);
    }

    [Theory]
    [InlineData("- nonsense: {}", "pipeline stage \"nonsense\" (line 1): there is no such stage; known are cri, decolorize,")]
    [InlineData("- json: {}", "pipeline stage \"json\" (line 1): \"expressions\" is needed")]
    [InlineData("- json: {expressions: {a: 'b[*]'}}", "\"b[*]\" is no path to a value")]
    [InlineData("- regex: {expression: '('}", "is no regular expression of RE2")]
    [InlineData("- regex: {expression: 'a', typo: b}", "\"expression\" has no named group")]
    [InlineData("- regex: {expression: '(?P<a>a)', typo: b}", "option \"typo\" is not known; known here: expression, labels_from_groups, source")]
    [InlineData("- drop: {}", "one of \"source\", \"expression\", \"older_than\", \"longer_than\" is needed")]
    [InlineData("- pii: {kinds: [shoe_size]}", "kind \"shoe_size\" is not known")]
    [InlineData("- timestamp: {source: a, format: nothing}", "has no part of a time")]
    [InlineData("- pattern: {expression: '<a><b>'}", "with nothing between them")]
    [InlineData("- geoip: {source: ip, db: missing.mmdb}", "can not be used")]
    [InlineData("- template: {source: a, template: '{{ .Value'}", "template")]
    [InlineData("- template: {template: '{{ .Value }}'}", "\"source\" is needed")]
    [InlineData("- limit: {rate: 1, burst: 1, by_label_name: pod}", "\"by_label_name\" needs \"drop: true\"")]
    [InlineData("- limit: {rate: 0, burst: 1, drop: true}", "\"rate\" and \"burst\" are needed")]
    [InlineData("- tenant: {value: a, label: b}", "exactly one of")]
    [InlineData("- tenant: {value: _system}", "no tenant can have this name")]
    [InlineData("- json", "expected a map of one stage to its options")]
    public void Faults_are_told(string stages, string message) => Should.Throw<UserErrorException>(() => Run(stages, "x")).Message.ShouldContain(message);

    const long Now = 1_795_219_200_000_000_000;

    sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Now / 100);
    }

    static PipelineEntry Run(string stages, string line)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(stages));
        var pipeline = PipelineReader.Read((YamlSequenceNode)yaml.Documents[0].RootNode, new StageEnvironment(".", new FixedTime(), static () => 0.3, new PipelineMetrics()));
        var entry = new PipelineEntry { Line = line, Time = Now };
        entry.Labels["app"] = "a";
        pipeline.Run(entry);
        return entry;
    }
}
