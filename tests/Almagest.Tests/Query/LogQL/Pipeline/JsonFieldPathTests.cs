using Almagest.Query.LogQL.Pipeline;

namespace Almagest.Tests.Query.LogQL.Pipeline;

public sealed class JsonFieldPathTests
{
    const string Line = """{"level":"info","user":{"id":7,"first name":{"x-y":true}},"list":[1],"none":null,"9th":"z"}""";

    [Theory]
    [InlineData("level", "level")]
    [InlineData("level_extracted", "level")]
    [InlineData("user_id", "user/id")]
    [InlineData("user_first_name_x_y", "user/first name/x-y")]
    [InlineData("_9th", "9th")]
    [InlineData("list", null)]
    [InlineData("none", null)]
    [InlineData("other", null)]
    public void Path_of_a_label_is_found(string label, string? path) =>
        (JsonFieldPaths.Find(Line, label) is { } found ? string.Join('/', found) : null).ShouldBe(path);
}
