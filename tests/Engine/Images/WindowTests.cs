using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Tests.Engine.Images;

/// <summary>Where windows lie along an axis, against counting them on a padded row of pixels.</summary>
internal sealed class WindowTests
{
    [Test]
    public void ValidWindowsAreThoseInsideTheImage([Range(1, 9)] int pixels, [Range(1, 9)] int size, [Range(1, 4)] int stride)
    {
        var axis = new WindowAxis(size, stride);
        Assert.That(axis.Output(pixels, Padding.Valid), Is.EqualTo(Inside(pixels, size, stride)));
        Assert.That(axis.Before(pixels, Padding.Valid), Is.Zero);
    }

    [Test]
    public void PaddedWindowsHaveTheLeastPadding([Range(1, 9)] int pixels, [Range(1, 9)] int size, [Range(1, 4)] int stride, [Values(Padding.Same, Padding.Circular)] Padding padding)
    {
        var axis = new WindowAxis(size, stride);
        int starts = Enumerable.Range(0, pixels).Count(at => at % stride == 0);
        int total = 0;
        while (Inside(pixels + total, size, stride) < starts)
            total++;
        Assert.That(axis.Output(pixels, padding), Is.EqualTo(starts), "windows");
        Assert.That(axis.Before(pixels, padding), Is.EqualTo((int)Math.Floor(total / 2.0)), "the odd pixel of padding is on the far side");
    }

    [Test]
    public void HugeWindowsDoNotOverflow()
    {
        var axis = new WindowAxis(4096, 4096);
        Assert.That(axis.Output(1, Padding.Same), Is.EqualTo(1));
        Assert.That(axis.Before(1, Padding.Same), Is.EqualTo(2047));
        Assert.That(axis.Output(1, Padding.Valid), Is.Zero);
        Assert.That(axis.Output(1 << 30, Padding.Valid), Is.EqualTo(1 << 18));
        Assert.That(axis.Output(1 << 30, Padding.Same), Is.EqualTo(1 << 18));
    }

    [Test]
    public void AWindowHasTwoAxes()
    {
        var window = new Window(new(3, 2), new(2, 1), Padding.Valid);
        Assert.That(window.Pixels, Is.EqualTo(6));
        Assert.That(window.Output(new(7, 5)), Is.EqualTo(new ImageShape(3, 4)));
    }

    private static int Inside(int pixels, int size, int stride) =>
        Enumerable.Range(0, pixels).Count(at => at % stride == 0 && at + size <= pixels);
}
