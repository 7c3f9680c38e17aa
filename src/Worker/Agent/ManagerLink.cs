using System.Net.Sockets;

namespace Flamenco.Worker.Agent;

/// <summary>
/// How connections to the Manager are made. A Worker waits long for answers: without probes it would not notice a Manager's machine that
/// is gone without a word, and would be back late.
/// </summary>
internal static class ManagerLink
{
    private const int ProbeAfterSeconds = 5;
    private const int ProbeEverySeconds = 2;
    private const int ProbesUnanswered = 3;
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(5);

    public static SocketsHttpHandler Handler() => new()
    {
        ConnectTimeout = Connecting,
        // Credentials are for the Manager alone, not for whoever it names.
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, ProbesUnanswered);
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
