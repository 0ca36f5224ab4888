using Ntk.Data;

namespace Ntk.Tests.Data.Store;

/// <summary>The files of the operating system, of whose calls some fail. What is written half is written half; nothing waits for the disk.</summary>
/// <param name="fails">Whether a call fails, by its number from 1.</param>
/// <param name="error">What it fails with.</param>
internal sealed class FaultyFiles(Func<int, bool> fails, Func<Exception> error) : IFileSystem
{
    private int calls;

    /// <summary>How many calls there were.</summary>
    public int Calls => calls;

    public void CreateFolder(string path) => Call(() => SystemFiles.Instance.CreateFolder(path));

    public IReadOnlyList<string> FileNames(string folder) => Call(() => SystemFiles.Instance.FileNames(folder));

    public bool Exists(string path) => Call(() => SystemFiles.Instance.Exists(path));

    public Stream Create(string path) => Call(() => new FaultyStream(this, SystemFiles.Instance.Create(path)));

    public Stream Append(string path) => Call(() => new FaultyStream(this, SystemFiles.Instance.Append(path)));

    public Stream OpenRead(string path) => Call(() => new FaultyStream(this, SystemFiles.Instance.OpenRead(path)));

    public Stream? TryLock(string path) => Call(() => SystemFiles.Instance.TryLock(path));

    public void Synchronise(Stream file) => Call(file.Flush);

    public void SynchroniseFolder(string path) => Call(() => { });

    public void Move(string source, string target) => Call(() => SystemFiles.Instance.Move(source, target));

    public void Delete(string path) => Call(() => SystemFiles.Instance.Delete(path));

    public T[] Allocate<T>(int length)
        where T : unmanaged => Call(() => SystemFiles.Instance.Allocate<T>(length));

    private bool NextFails() => fails(Interlocked.Increment(ref calls));

    private void Call(Action action) => Call(() =>
    {
        action();
        return true;
    });

    private TResult Call<TResult>(Func<TResult> action) => NextFails() ? throw error() : action();

    private sealed class FaultyStream(FaultyFiles files, Stream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (files.NextFails())
            {
                inner.Write(buffer[..(buffer.Length / 2)]);
                throw files.Error();
            }

            inner.Write(buffer);
        }

        public override int Read(Span<byte> buffer) => files.NextFails() ? throw files.Error() : inner.Read(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private Exception Error() => error();
}
