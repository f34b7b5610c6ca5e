namespace Almagest.Scenarios.Fixtures;

static class Texts
{
    public static void ShouldNotContainAny(this string text, params string[] words)
    {
        foreach (var word in words)
            text.ShouldNotContain(word);
    }
}
