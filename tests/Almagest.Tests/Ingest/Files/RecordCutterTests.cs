using System.Text;
using Almagest.Server.Ingest.Files;
using Almagest.Server.Ingest.Logs.Pipelines;
using Almagest.Server.Ingest.Logs.Pipelines.Effects;
using YamlDotNet.RepresentationModel;

namespace Almagest.Tests.Ingest.Files;

public sealed class RecordCutterTests
{
    const string Multiline = "- multiline: {firstline: '^\\[', max_lines: 3}";

    [Theory]
    [InlineData("", "a\nb\r\n\nc", false, "a|b|", "c")]
    [InlineData("", "a\nc", true, "a|c", "")]
    [InlineData(Multiline, "[1] a\n  b\n[2] c\n[3", false, "[1] a~  b", "[2] c~[3")]
    [InlineData(Multiline, "[1] a\n  b\n", false, "", "[1] a~  b~")]
    [InlineData(Multiline, "[1] a\n  b\n", true, "[1] a~  b", "")]
    [InlineData(Multiline, "[1]\n1\n2\n3\n4\n[2]\n", false, "[1]~1~2|3~4", "[2]~")]
    [InlineData(Multiline, "start in the middle\n[1] a\n[2] b\n", false, "start in the middle|[1] a", "[2] b~")]
    [InlineData("- cri: {}", "t stdout P one \nt stdout P two \nt stdout F three\nt stderr F four\n", false, "t stdout P one two three|t stderr F four", "")]
    [InlineData("- cri: {}", "t stdout P one \n", false, "", "t stdout P one ~")]
    [InlineData("- cri: {}\n" + Multiline, "t stdout F [1] a\nt stdout F   b\nt stdout F [2]\n", false, "t stdout F [1] a~  b", "t stdout F [2]~")]
    public void Content_is_cut(string stages, string content, bool ended, string records, string rest)
    {
        var cutter = new RecordCutter(Pipeline(stages));
        ReadOnlySpan<byte> left = Encoding.UTF8.GetBytes(content);
        var found = new List<string>();
        while (cutter.TryNext(ref left, ended, out var record))
            found.Add(record);
        string.Join('|', found).Replace('\n', '~').ShouldBe(records);
        Encoding.UTF8.GetString(left).Replace('\n', '~').ShouldBe(rest);
    }

    [Fact]
    public void Multiline_elsewhere_is_refused() =>
        Should.Throw<Model.UserErrorException>(() => Pipeline("- json: {expressions: {a: }}\n" + Multiline)).Message.ShouldContain("possible as the first one, or directly behind cri");

    static FilePipeline Pipeline(string stages)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(stages));
        return FilePipeline.Read(stages.Length == 0 ? null : (YamlSequenceNode)yaml.Documents[0].RootNode, new StageEnvironment(".", TimeProvider.System, static () => 0, new PipelineMetrics()));
    }
}
