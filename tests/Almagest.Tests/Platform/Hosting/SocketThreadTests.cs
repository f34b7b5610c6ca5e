using System.Net.Sockets;
using Almagest.Server.Platform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Almagest.Tests.Platform.Hosting;

public sealed class SocketThreadTests
{
    [Theory]
    [InlineData("GET", "/api/v1/query_range", null, true)]
    [InlineData("GET", "/api/v1/query_range", 3L, false)]
    [InlineData("POST", "/api/v1/query_range", null, false)]
    [InlineData("POST", "/api/v1/query_range", 8192L, true)]
    [InlineData("POST", "/api/v1/query", 8193L, false)]
    [InlineData("GET", "/api/v1/query", null, true)]
    [InlineData("GET", "/api/v1/query_exemplars", null, false)]
    [InlineData("POST", "/api/v1/write", 3L, false)]
    public async Task Only_what_may_be_quick_is_answered_by_the_thread_that_heard_of_it(string method, string path, long? length, bool stays)
    {
        (await IsInPoolAsync(Request(method, path, length))).ShouldBe(!stays);
    }

    [Fact]
    public async Task A_socket_is_asked_for_it_until_another_kind_of_request_comes()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SocketThread.Prefer(Request("GET", "/api/v1/query_range", null, socket), true);
        await IsInPoolAsync(Request("GET", "/api/v1/query_range", null, socket));
        IsPreferred(socket).ShouldBeTrue();
        await IsInPoolAsync(Request("POST", "/api/v1/write", 3, socket));
        IsPreferred(socket).ShouldBeFalse();
    }

    // The runtime's own property: when it goes, the server goes on without it, but should be told of its successor.
    static bool IsPreferred(Socket socket) =>
        typeof(SafeSocketHandle).GetProperty("PreferInlineCompletions", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic).ShouldNotBeNull().GetValue(socket.SafeHandle) is true;

    static DefaultHttpContext Request(string method, string path, long? length, Socket? socket = null)
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.Path, context.Request.ContentLength, context.Request.Protocol) = (method, path, length, HttpProtocol.Http11);
        if (socket is not null)
            context.Features.Set<IConnectionSocketFeature>(new OneSocket(socket));
        return context;
    }

    static async Task<bool> IsInPoolAsync(HttpContext context)
    {
        var answered = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        app.UseSocketThread();
        app.Run(_ =>
        {
            answered.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            return Task.CompletedTask;
        });
        var pipeline = app.Build();
        new Thread(() => _ = pipeline(context)).Start();
        return await answered.Task;
    }

    sealed class OneSocket(Socket socket) : IConnectionSocketFeature
    {
        public Socket Socket => socket;
    }
}
