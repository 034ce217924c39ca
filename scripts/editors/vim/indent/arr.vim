" Indentation of Arr: a level for every line that ends with an opening bracket, back on a line that starts with a closing one.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal autoindent nosmartindent nolisp
setlocal indentexpr=GetArrIndent(v:lnum)
setlocal indentkeys=0{,0},0),0],!^F,o,O,e,0\|>
let b:undo_indent = 'setlocal autoindent< smartindent< indentexpr< indentkeys<'

if exists('*GetArrIndent')
  finish
endif

" The line without its comment, when the # stands in no string.
function! s:Code(number) abort
  let l:line = getline(a:number)
  let l:at = match(l:line, '#')
  while l:at >= 0
    if synIDattr(synID(a:number, l:at + 1, 1), 'name') =~# 'Comment\|Cell\|Shebang'
      return strpart(l:line, 0, l:at)
    endif
    let l:at = match(l:line, '#', l:at + 1)
  endwhile
  return l:line
endfunction

function! GetArrIndent(number) abort
  if synIDattr(synID(a:number, 1, 1), 'name') =~# 'TripleString\|TripleFormatted' && a:number > 1
        \ && synIDattr(synID(a:number - 1, max([1, col([a:number - 1, '$']) - 1]), 1), 'name') =~# 'Triple'
    return -1
  endif
  let l:above = prevnonblank(a:number - 1)
  if l:above == 0
    return 0
  endif
  let l:indent = indent(l:above)
  if s:Code(l:above) =~# '[({\[]\s*$'
    let l:indent += shiftwidth()
  elseif getline(a:number) =~# '^\s*|>' && getline(l:above) !~# '^\s*|>'
    let l:indent += shiftwidth()
  elseif getline(l:above) =~# '^\s*|>' && getline(a:number) !~# '^\s*|>' && getline(a:number) !~# '^\s*[)}\]]'
    let l:indent -= shiftwidth()
  endif
  if getline(a:number) =~# '^\s*[)}\]]'
    let l:indent -= shiftwidth()
  endif
  return max([0, l:indent])
endfunction
