" Vim itself takes .arr for Pyret.
autocmd BufNewFile,BufRead *.arr set filetype=arr
autocmd BufNewFile,BufRead * if !did_filetype() && getline(1) =~# '^#!.*\<arr\>' | set filetype=arr | endif
