using System.Text;
using Almagest.Server.Ingest.Influx;

namespace Almagest.Tests.Ingest.Influx;

public sealed class LinePointTests
{
    [Theory]
    [InlineData("cpu usage=1.5", "cpu [] usage=1.5 now")]
    [InlineData("cpu,host=a,zone=b usage=1.5,idle=3i,up=t 1700", "cpu [host=a zone=b] usage=1.5 idle=3 up=1 1700")]
    [InlineData("my\\ cpu,ho\\,st=a\\=b us\\ age=1,text=\"a, b=\\\"c\\\"\",f=-2.5e3 1", "my cpu [ho,st=a=b] us age=1 f=-2500 1")]
    [InlineData("m value=18446744073709551615u", "m [] value=1.8446744073709552E+19 now")]
    [InlineData("cpu,host=a   usage=1.5   17", "cpu [host=a] usage=1.5 17")]
    public void Line_is_read(string line, string expected)
    {
        var point = LinePoint.Parse(Encoding.UTF8.GetBytes(line));
        var fields = string.Join(' ', point.Fields.Select(static f => FormattableString.Invariant($"{f.Key}={f.Value}")));
        $"{point.Measurement} [{string.Join(' ', point.Tags.Select(static t => $"{t.Key}={t.Value}"))}] {fields} {point.Time?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "now"}"
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData(",a=b f=1", "missing measurement")]
    [InlineData("m", "missing fields")]
    [InlineData("m,a f=1", "missing tag value")]
    [InlineData("m f=", "invalid number \"\"")]
    [InlineData("m f=1x", "invalid number \"1x\"")]
    [InlineData("m f=1.5i", "invalid number \"1.5i\"")]
    [InlineData("m f=-1u", "invalid number \"-1u\"")]
    [InlineData("m f=9223372036854775808i", "invalid number \"9223372036854775808i\"")]
    [InlineData("m f=i", "invalid number \"i\"")]
    [InlineData("m f=NaN", "invalid number \"NaN\"")]
    [InlineData("m f=\"a", "unbalanced quotes")]
    [InlineData("m f=1 12a", "bad timestamp \"12a\"")]
    public void Fault_is_told(string line, string message) =>
        Should.Throw<FormatException>(() => LinePoint.Parse(Encoding.UTF8.GetBytes(line))).Message.ShouldBe(message);

    [Theory]
    [InlineData("a f=1\nb f=2", "a f=1|b f=2")]
    [InlineData("a s=\"x\ny\",f=1 5\nb f=2\n", "a s=\"x\ny\",f=1 5|b f=2")]
    [InlineData("a s=\"x\\\"\ny\" 5\nb f=2\n", "a s=\"x\\\"\ny\" 5|b f=2")]
    [InlineData("a\"b,t=\"c f=1\nb f=2", "a\"b,t=\"c f=1|b f=2")]
    [InlineData("# it's \"so = \"\nb f=2", "# it's \"so = \"|b f=2")]
    [InlineData("a s=\"x\nb f=2", "a s=\"x\nb f=2")]
    [InlineData("\n\na f=1", "||a f=1")]
    public void Body_is_cut_into_lines(string body, string expected)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(body);
        var lines = new List<string>();
        while (rest.Length > 0)
            lines.Add(Encoding.UTF8.GetString(LinePoint.TakeLine(ref rest)));
        string.Join('|', lines).ShouldBe(expected);
    }

    [Theory]
    [InlineData("ns", 1_700_000_000_000_000_000, 1_700_000_000_000)]
    [InlineData("s", 1_700_000_000, 1_700_000_000_000)]
    [InlineData("h", 2, 7_200_000)]
    public void Precision_is_applied(string name, long time, long expected) =>
        new InfluxTarget(default, "", InfluxTarget.Precision(name)!.Value).ToMilliseconds(time).ShouldBe(expected);
}
