# %% a file that is not there, with near ones
read_text("/tmp/arr-gallery/promts.txt")
# %% another ending
read_json("/tmp/arr-gallery/results.jsn")
# %% a file that is nowhere near
read_text("/tmp/arr-gallery/florble.xyz")
# %% a folder that is not there
read_text("/tmp/arr-gallrey/prompts.txt")
# %% a folder instead of a file
read_text("/tmp/arr-gallery")
# %% load
load("/tmp/arr-gallery/weigths.npy")
# %% an ending that load does not know
load("/tmp/arr-gallery/weights.h5")
# %% writing to a folder that is not there
write_text("/tmp/arr-gallery/nowhere/a.txt", "x")
# %% import of a file that is not there
import "/tmp/arr-gallery/helpr.arr"
# %% import of a file without its ending
import "/tmp/arr-gallery/helper"
# %% an error inside an imported file
import "/tmp/arr-gallery/broken.arr"
# %% an error while an imported file runs
import "/tmp/arr-gallery/failing.arr"
# %% a name that an imported file has not
import "/tmp/arr-gallery/helper.arr"
helper.raito(1, 2)
# %% JSON that is broken
read_json("/tmp/arr-gallery/broken.json")
# %% a checkpoint that is not there
load_model("/tmp/arr-gallery/gpt3")
# %% a checkpoint folder without its files
load_model("/tmp/arr-gallery")
# %% a device without an end
read_text("/dev/zero")
