using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Tests.Data;

public class AugmentationTests
{
    private const int Height = 5, Width = 6, Channels = 2;

    [Test]
    public void Each_image_is_a_crop_of_itself_with_a_margin_of_zeros([Values(0, 1, 3)] int shift, [Values] bool flips)
    {
        Tensor<int> images = Images(50);
        Tensor<int> copies = new Augmentation(shift, flips).Apply<int>(images, seed: 3);
        SplitMix64 random = new(3);
        for (int row = 0; row < 50; row++)
        {
            int down = (int)random.NextBelow(2 * (ulong)shift + 1) - shift, right = (int)random.NextBelow(2 * (ulong)shift + 1) - shift;
            bool isMirrored = flips && random.NextBelow(2) == 1;
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    for (int channel = 0; channel < Channels; channel++)
                        Assert.That(copies[row, y, x, channel], Is.EqualTo(Padded(images, row, y - down, x - right, channel, isMirrored)), $"{row}, {y}, {x}");
                }
            }
        }
    }

    [Test]
    public void All_shifts_are_equally_likely()
    {
        // One bright pixel in the middle tells the shift; its neighbour tells a mirror image.
        Tensor<float> images = Tensor.CreateFromShape<float>([9000, 5, 5, 1]);
        for (nint row = 0; row < 9000; row++)
            (images[row, 2, 2, 0], images[row, 2, 3, 0]) = (2, 1);
        Tensor<float> copies = new Augmentation(1, FlipsHorizontally: true).Apply<float>(images, seed: 1);
        var counts = new Dictionary<(int Y, int X, bool IsMirrored), int>();
        for (nint row = 0; row < 9000; row++)
        {
            int place = Enumerable.Range(0, 25).Single(index => copies[row, index / 5, index % 5, 0] == 2);
            (int, int, bool) key = (place / 5, place % 5, copies[row, place / 5, place % 5 - 1, 0] == 1);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        // 18 cells of 500 expected, with a standard deviation of 22.
        Assert.That(counts, Has.Count.EqualTo(18));
        Assert.That(counts.Values, Has.All.InRange(400, 600));
    }

    [Test]
    public void Equal_seeds_give_equal_copies_and_others_do_not()
    {
        Tensor<int> images = Images(20);
        var augmentation = new Augmentation(2, FlipsHorizontally: true);
        int[] first = NpyRoundTripTests.Flatten<int>(augmentation.Apply<int>(images, 7));
        Assert.That(NpyRoundTripTests.Flatten<int>(augmentation.Apply<int>(images, 7)), Is.EqualTo(first));
        Assert.That(NpyRoundTripTests.Flatten<int>(augmentation.Apply<int>(images, 8)), Is.Not.EqualTo(first));
        Assert.That(NpyRoundTripTests.Flatten<int>(images), Is.EqualTo(NpyRoundTripTests.Flatten<int>(Images(20))), "the originals stay");
    }

    [Test]
    public void What_cannot_be_shifted_is_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new Augmentation(1, false).Apply<int>(Tensor.CreateFromShape<int>([3, 4]), 0), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => new Augmentation(Height, false).Apply<int>(Images(1), 0), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => new Augmentation(-1, false), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(new Augmentation(1, false).Apply<int>(Images(0), 0).Lengths.ToArray(), Is.EqualTo((nint[])[0, Height, Width, Channels]));
        });
    }

    private static int Padded(Tensor<int> images, int row, int y, int x, int channel, bool isMirrored) =>
        y is < 0 or >= Height || x is < 0 or >= Width ? 0 : images[row, y, isMirrored ? Width - 1 - x : x, channel];

    private static Tensor<int> Images(int rows) => Tensor.Create<int>([.. Enumerable.Range(1, rows * Height * Width * Channels)], [rows, Height, Width, Channels]);
}
