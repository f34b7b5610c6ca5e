using Almagest.Model;
using Almagest.Server.Platform.Store;

namespace Almagest.Tests.Platform.Store;

public sealed class RemoteStoreTests
{
    [Theory]
    [InlineData("http://ch", "http://ch:8123/", "default", "", "almagest")]
    [InlineData("http://ch:9000/vault", "http://ch:9000/", "default", "", "vault")]
    [InlineData("https://me:p%40ss@ch/", "https://ch/", "me", "p@ss", "almagest")]
    public void Url_names_host_account_and_database(string url, string host, string user, string password, string database)
    {
        var address = RemoteStore.Parse(url, null);
        (address.Url.ToString(), address.Writer.User, address.Writer.Password, address.Database).ShouldBe((host, user, password, database));
        address.Reader.ShouldBe(address.Writer);
    }

    [Fact]
    public void Reader_has_an_account_of_its_own()
    {
        var address = RemoteStore.Parse("http://me:secret@ch", "reader:a:b");
        (address.Writer.User, address.Reader.User, address.Reader.Password).ShouldBe(("me", "reader", "a:b"));
    }

    [Theory]
    [InlineData("clickhouse:8123", null)]
    [InlineData("ftp://ch", null)]
    [InlineData("http://ch", "secret-without-user")]
    [InlineData("http://ch", ":secret")]
    public void What_is_not_of_the_form_is_refused_without_repeating_it(string url, string? reader) =>
        Should.Throw<UserErrorException>(() => RemoteStore.Parse(url, reader)).Message.ShouldNotContain("secret");
}
