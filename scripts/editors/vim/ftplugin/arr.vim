" Settings for Arr: four blanks a level, `#` comments, `# %%` cells that fold, :ArrFormat.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal expandtab shiftwidth=4 softtabstop=4 textwidth=0
setlocal comments=:# commentstring=#\ %s formatoptions-=t formatoptions+=croql
setlocal suffixesadd=.arr
setlocal define=^\\s*def\\>
setlocal include=^\\s*import\\>
setlocal foldmethod=expr foldexpr=getline(v:lnum)=~#'^#\\s*%%'?'>1':'=' foldlevel=99
if executable('arr')
  command! -buffer -bar ArrFormat call s:Format()
endif

" Formats the whole buffer; one that does not parse stays as it is.
function! s:Format() abort
  let l:view = winsaveview()
  let l:output = systemlist('arr --format - 2>&1', getline(1, '$'))
  if v:shell_error
    echohl ErrorMsg | echo join(l:output, "\n") | echohl None
    return
  endif
  if l:output != getline(1, '$')
    call setline(1, l:output)
    if line('$') > len(l:output)
      call deletebufline('%', len(l:output) + 1, '$')
    endif
  endif
  call winrestview(l:view)
endfunction

let b:undo_ftplugin = 'setlocal expandtab< shiftwidth< softtabstop< textwidth< comments< commentstring< formatoptions<'
      \ . ' suffixesadd< define< include< foldmethod< foldexpr< foldlevel<'
      \ . " | silent! delcommand -buffer ArrFormat"
