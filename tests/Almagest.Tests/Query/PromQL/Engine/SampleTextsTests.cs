using System.Text;
using Almagest.Query.PromQL.Engine;

namespace Almagest.Tests.Query.PromQL.Engine;

public sealed class SampleTextsTests
{
    [Fact]
    public void Parts_are_those_of_the_whole_and_together_the_whole()
    {
        var whole = Of("a", "bb", "", "cccc", "d");
        Text(whole).ShouldBe("a,bb,,cccc,d");
        for (var cut = 1; cut < whole.Count; cut++)
        {
            var (before, after) = (whole.Slice(0, cut), whole.Slice(cut, whole.Count - cut));
            Text(before.FollowedBy(after)).ShouldBe(Text(whole));
            Text(before.FollowedBy(after).Slice(1, 4)).ShouldBe("bb,,cccc,d");
            Text(after.FollowedBy(before).Slice(after.Count, cut)).ShouldBe(Text(before));
        }

        Text(whole.Slice(1, 4).Slice(2, 1)).ShouldBe("cccc");
    }

    static SampleTexts Of(params string[] texts)
    {
        var starts = new int[texts.Length + 1];
        for (var i = 0; i < texts.Length; i++)
            starts[i + 1] = starts[i] + texts[i].Length + 1;
        return new SampleTexts(Encoding.UTF8.GetBytes(string.Concat(texts.Select(static text => text + ","))), starts);
    }

    static string Text(SampleTexts texts) => Encoding.UTF8.GetString(texts.Joined);
}
